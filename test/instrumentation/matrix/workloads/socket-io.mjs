import { once } from 'node:events';
import { createServer } from 'node:http';
import { io } from 'socket.io-client';

const answer = (text, done) => done(text);

async function open({ socketIo: { named } }) {
  const http = createServer();
  const server = new named.Server(http);
  const connected = once(server, 'connection');
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const client = io(`http://127.0.0.1:${http.address().port}`, { transports: ['websocket'] });
  const [[socket]] = await Promise.all([connected, once(client, 'connect')]);
  return { server, socket, client };
}

async function send({ server, client }) {
  await client.emitWithAck('greet', 'x');
  const received = once(client, 'news');
  server.emit('news', 'x');
  await received;
}

async function close({ server, client }) {
  client.close();
  await server.close();
}

export const socketIo = {
  'socket.io': {
    open,
    work: async (sockets) => {
      sockets.socket.on('greet', answer);
      await send(sockets);
      sockets.socket.removeAllListeners('greet');
    },
    close,
  },
  'socket.io, listener': {
    open: async (libraries) => {
      const sockets = await open(libraries);
      sockets.socket.on('greet', answer);
      return sockets;
    },
    work: send,
    close,
  },
};
