import http from 'node:http';
import https from 'node:https';
import { get, listen } from '../../fixtures/workloads.mjs';

const pskKey = Buffer.from('0123456789abcdef');
const psk = {
  ciphers: 'PSK',
  maxVersion: 'TLSv1.2',
};

/** A key both ends share instead of a certificate, which would expire. */
const createSecureServer = (answer) =>
  https.createServer({ ...psk, pskCallback: () => pskKey }, answer);
const secureClient = {
  ...psk,
  pskCallback: () => ({ psk: pskKey, identity: 'test' }),
  checkServerIdentity: () => undefined,
  agent: false,
};

/** The server answers with what it was sent. */
const describeAnswer = (text) => [text === 'none' ? 'no traceparent' : 'traceparent sent'];

const close = ({ server }) => server.close();

export const web = {
  http: {
    open: async ({ http: library }) => ({ library, server: await listen(http) }),
    work: async ({ library, server }) =>
      describeAnswer(await get(library.named.request, server.url)),
    close,
  },
  'http, destructured': {
    open: async ({ http: { named } }) => {
      const { request } = named;
      return { request, server: await listen(http) };
    },
    work: async ({ request, server }) => describeAnswer(await get(request, server.url)),
    close,
  },
  https: {
    open: async ({ https: library }) => ({
      library,
      server: await listen({ createServer: createSecureServer }),
    }),
    work: async ({ library, server }) => {
      const send = (url) => library.named.request(url, secureClient);
      return describeAnswer(await get(send, server.url.replace('http:', 'https:')));
    },
    close,
  },
  fetch: {
    open: async () => ({ server: await listen(http) }),
    work: async ({ server }) => describeAnswer(await (await fetch(server.url)).text()),
    close,
  },
  undici: {
    open: async ({ undici: { named } }) => ({
      named,
      server: await listen(http),
      agent: new named.Agent(),
    }),
    work: async ({ named, server, agent }) => {
      const { body } = await named.request(server.url, { dispatcher: agent });
      return describeAnswer(await body.text());
    },
    close: async ({ server, agent }) => {
      await agent.close();
      server.close();
    },
  },
};
