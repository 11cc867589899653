import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadSync } from '@grpc/proto-loader';

const definition = loadSync(fileURLToPath(new URL('greeter.proto', import.meta.url)));

const greeter = {
  greet: ({ request }, answer) => answer(null, request),
  repeat: (call) => {
    call.write(call.request);
    call.end();
  },
};

async function open({ Server, ServerCredentials, credentials, loadPackageDefinition }) {
  const { Greeter } = loadPackageDefinition(definition).matrix;
  const server = new Server();
  server.addService(Greeter.service, greeter);
  const port = await promisify((done) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), done),
  )();
  return { server, client: new Greeter(`127.0.0.1:${port}`, credentials.createInsecure()) };
}

async function work({ client }) {
  await promisify((message, done) => client.greet(message, done))({ text: 'x' });
  await client.repeat({ text: 'x' }).toArray();
}

function close({ client, server }) {
  client.close();
  server.forceShutdown();
}

export const grpc = {
  grpc: { open: ({ grpc: { whole } }) => open(whole), work, close },
  'grpc, by name': { open: ({ grpc: { named } }) => open({ ...named }), work, close },
};
