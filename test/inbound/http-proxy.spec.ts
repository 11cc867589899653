import { Controller, Get } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { afterEach, describe, expect, it } from 'vitest';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

@Controller()
class AnyController {
  @Get('any')
  any(): string {
    return 'any';
  }
}

const forwarded = {
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'shop.test:8443',
};

type Trust = boolean | ((address: string) => boolean);

const throwing = (): never => {
  throw new Error('broken');
};

const setting: [
  string,
  (trust: Trust) => [AbstractHttpAdapter, (app: INestApplication) => void],
][] = [
  [
    'Express',
    (trust) => [
      new ExpressAdapter(),
      (app) => (app as NestExpressApplication).set('trust proxy', trust),
    ],
  ],
  ['Fastify', (trust) => [new FastifyAdapter({ trustProxy: trust }), () => {}]],
];

describe.each(setting)('a request that a proxy passes on to %s', (_, make) => {
  let traced: TracedApplication;

  afterEach(() => traced.close());

  const endsOf = async (trust: Trust, headers: Record<string, string>) => {
    const [adapter, prepare] = make(trust);
    traced = await startTracedApplication(
      { controllers: [AnyController] },
      {},
      { adapter, prepare },
    );
    await fetch(`${traced.url}/any`, { headers });
    const { attributes } = await traced.span('GET /any');
    return {
      scheme: attributes['url.scheme'],
      client: attributes['client.address'],
      peer: attributes['network.peer.address'],
      server: `${String(attributes['server.address'])}:${String(attributes['server.port'])}`,
    };
  };

  const direct = () => ({
    scheme: 'http',
    client: '127.0.0.1',
    peer: undefined,
    server: new URL(traced.url).host,
  });

  it('is told as the client sent it, when the platform trusts the proxy', async () => {
    expect(await endsOf(true, forwarded)).toEqual({
      scheme: 'https',
      client: '203.0.113.7',
      peer: '127.0.0.1',
      server: 'shop.test:8443',
    });
  });

  it('is told as it came, when the platform trusts nobody', async () => {
    expect(await endsOf(false, forwarded)).toEqual(direct());
  });

  it('is told as it came, when the platform throws', async () => {
    expect(await endsOf(throwing, { 'x-forwarded-for': '203.0.113.7' })).toEqual(direct());
  });

  it('is told as far as the proxy says', async () => {
    const { 'x-forwarded-proto': proto } = forwarded;

    expect(await endsOf(true, { 'x-forwarded-proto': proto })).toEqual({
      ...direct(),
      scheme: 'https',
    });
  });
});
