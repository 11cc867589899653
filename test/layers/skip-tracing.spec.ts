import { Controller, Get } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { MessagePattern } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { SkipTracing, runInSpan } from '../../lib/index.js';
import { apollo } from '../inbound/graphql/support/servers.js';
import { listenTo, tcpWire } from '../support/microservice.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';

const flagsNow = () => runInSpan('inner', (span) => span.spanContext().traceFlags);

@Controller()
class MessagesController {
  @SkipTracing()
  @MessagePattern('health')
  health(): number {
    return flagsNow();
  }

  @MessagePattern('find')
  find(): number {
    return flagsNow();
  }
}

abstract class ReadController {
  @Get('shared')
  shared(): number {
    return flagsNow();
  }
}

@Controller('kept')
class KeptController extends ReadController {}

@SkipTracing()
@Controller('skipped')
class SkippedController extends ReadController {}

@Resolver()
class NumbersResolver {
  @SkipTracing()
  @Query(() => Number)
  hidden(): number {
    return flagsNow();
  }

  @Query(() => Number)
  shown(): number {
    return flagsNow();
  }
}

describe('@SkipTracing()', () => {
  it('leaves a message out, and what its handler does', async () => {
    const traced = await startTracedApplication({ controllers: [MessagesController] });
    const client = await listenTo(traced.app, tcpWire);
    await client.connect();

    const skipped = await firstValueFrom(client.send<number>('health', {}));
    const kept = await firstValueFrom(client.send<number>('find', {}));

    expect([skipped, kept]).toEqual([0, 1]);
    const text = await traced.treeOf(5);
    expect(text).not.toContain('SERVER health');
    expect(text).toContain('SERVER find');
    await client.close();
    await traced.close();
  });

  it('on a class leaves others alone that have a handler in common with it', async () => {
    const controllers = [KeptController, SkippedController];
    const traced = await startTracedApplication({ controllers });

    const skipped = await (await fetch(`${traced.url}/skipped/shared`)).text();
    const kept = await (await fetch(`${traced.url}/kept/shared`)).text();

    expect([skipped, kept]).toEqual(['0', '1']);
    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER GET /kept/shared
          KeptController.shared
            inner
      `),
    );
    await traced.close();
  });

  it('on a resolver leaves that one out, and the operation in', async () => {
    const traced = await startTracedApplication({
      imports: [apollo()],
      providers: [NumbersResolver],
    });

    await fetch(`${traced.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ hidden shown }' }),
    });

    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER POST /graphql
          NumbersResolver.shown
            inner
      `),
    );
    await traced.close();
  });
});
