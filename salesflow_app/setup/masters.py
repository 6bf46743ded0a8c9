def sync(): pass
