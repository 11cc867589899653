import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Controller, Get } from '@nestjs/common';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TracedHttpService } from '../../../lib/index.js';
import { startLoopbackServer } from '../../support/loopback-server.js';
import type { LoopbackServer } from '../../support/loopback-server.js';
import { startTracedApplication } from '../../support/traced-application.js';
import type { TracedApplication } from '../../support/traced-application.js';
import { platforms } from '../support/platforms.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const callerId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${callerId}-01`;

let next: LoopbackServer;

@Controller()
class GatewayController {
  constructor(private readonly http: TracedHttpService) {}

  @Get()
  async askNext(): Promise<void> {
    await firstValueFrom(this.http.get(next.url));
  }
}

describe.each(platforms)('W3C Trace Context on %s', (_, makeAdapter) => {
  let traced: TracedApplication;

  beforeAll(async () => {
    next = await startLoopbackServer();
    const metadata = { controllers: [GatewayController] };
    traced = await startTracedApplication(metadata, {}, { adapter: makeAdapter() });
  });

  afterAll(async () => {
    await traced.close();
    await next.close();
  });

  /** What goes out when this comes in; an array is as many header lines. */
  const pass = async (headers: Record<string, string | string[]>) => {
    next.received.length = 0;
    const asked = request(traced.url, { headers }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    const sent = next.received[0]?.headers ?? {};
    const [, trace, span, flags] = String(sent.traceparent).split('-');
    return { trace, span, flags, tracestate: sent.tracestate };
  };

  it.each([
    ['of the version there is', traceparent, '01'],
    ['that is not sampled', `00-${traceId}-${callerId}-00`, '00'],
    ['with a random id', `00-${traceId}-${callerId}-03`, '03'],
    ['with a random id, not sampled', `00-${traceId}-${callerId}-02`, '02'],
    ['with flags that nobody knows', `00-${traceId}-${callerId}-ff`, '03'],
    [
      'with flags that nobody knows, and none that somebody does',
      `00-${traceId}-${callerId}-fc`,
      '00',
    ],
    ['of a version to come', `01-${traceId}-${callerId}-01`, '01'],
    ['of the last version to come', `fe-${traceId}-${callerId}-01`, '01'],
    ['of a version with more fields', `cc-${traceId}-${callerId}-01-what-will-be`, '01'],
    ['of a version with an empty field', `cc-${traceId}-${callerId}-01-`, '01'],
    ['with blanks around it', `\t ${traceparent} \t`, '01'],
  ])('continues a trace %s', async (_case, header, flags) => {
    const sent = await pass({ traceparent: header });

    expect(sent).toMatchObject({ trace: traceId, flags });
    expect(sent.span).toMatch(/^[\da-f]{16}$/);
    expect(sent.span).not.toBe(callerId);
  });

  it.each([
    ['of the forbidden version', `ff-${traceId}-${callerId}-01`],
    ['of a version in upper case', `CC-${traceId}-${callerId}-01`],
    ['of a version too short', `0-${traceId}-${callerId}-01`],
    ['of a version too long', `000-${traceId}-${callerId}-01`],
    ['of no version', `${traceId}-${callerId}-01`],
    ['with a trace id of zeros', `00-${'0'.repeat(32)}-${callerId}-01`],
    ['with a trace id in upper case', `00-${traceId.toUpperCase()}-${callerId}-01`],
    ['with a trace id that is no number', `00-${traceId.replace('0', 'g')}-${callerId}-01`],
    ['with a trace id too short', `00-${traceId.slice(1)}-${callerId}-01`],
    ['with a trace id too long', `00-0${traceId}-${callerId}-01`],
    ['with a parent id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['with a parent id in upper case', `00-${traceId}-${callerId.toUpperCase()}-01`],
    ['with a parent id too short', `00-${traceId}-${callerId.slice(1)}-01`],
    ['with a parent id too long', `00-${traceId}-0${callerId}-01`],
    ['with flags that are no number', `00-${traceId}-${callerId}-0x`],
    ['with flags too short', `00-${traceId}-${callerId}-1`],
    ['with flags too long', `00-${traceId}-${callerId}-001`],
    ['with a dash at its end', `${traceparent}-`],
    ['with a field that its version has not', `${traceparent}-more`],
    ['with a later field after no dash', `cc-${traceId}-${callerId}-01.more`],
    ['cut short', traceparent.slice(0, -3)],
    ['with blanks inside', `00 -${traceId}-${callerId}-01`],
    ['that is empty', ''],
    ['that is long', `00-${'0af7'.repeat(2_000)}-${callerId}-01`],
    ['twice, alike', [traceparent, traceparent]],
    [
      'twice, of versions to come',
      [`cc-${traceId}-${callerId}-01`, `cc-${traceId}-${callerId}-01`],
    ],
  ])('begins anew at a traceparent %s, and drops its tracestate', async (_case, header) => {
    const sent = await pass({ traceparent: header, tracestate: 'congo=1' });

    expect(sent.trace).toMatch(/^(?!0{32})[\da-f]{32}$/);
    expect(sent.trace).not.toContain(traceId.slice(1, 16));
    expect(sent).toMatchObject({ flags: '01', tracestate: undefined });
  });

  it('begins anew when there is a tracestate alone', async () => {
    const sent = await pass({ tracestate: 'congo=1' });

    expect(sent).toMatchObject({ flags: '01', tracestate: undefined });
  });

  const numbered = (count: number) => Array.from({ length: count }, (_item, at) => `v${at}=${at}`);
  const member = (length: number, key: string) => `${key}=`.padEnd(length, 'x');

  it.each<[string, string | string[], string]>([
    ['one member', 'congo=1', 'congo=1'],
    ['members in their order', 'rojo=00f0,congo=t61r', 'rojo=00f0,congo=t61r'],
    ['members of several headers', ['rojo=1,congo=2', 'vend=3'], 'rojo=1,congo=2,vend=3'],
    ['members with blanks around them', ' rojo=1 \t,\tcongo=2 ', 'rojo=1,congo=2'],
    ['members beside empty ones', ',rojo=1,, \t ,congo=2,', 'rojo=1,congo=2'],
    ['members beside an empty header', ['', 'rojo=1', ''], 'rojo=1'],
    ['the newest of two with one key', 'rojo=1,congo=2,rojo=3', 'rojo=1,congo=2'],
    ['blanks at the start of a value', 'rojo= 1 2', 'rojo= 1 2'],
    ['a key that begins with a digit', '7rojo=1', '7rojo=1'],
    ['every character of a key', 'az09_-*/@=1', 'az09_-*/@=1'],
    [
      'every character of a value',
      'rojo=!"#$%&\'()*+-./09:;<>?@AZ[\\]^_`az{|}~',
      'rojo=!"#$%&\'()*+-./09:;<>?@AZ[\\]^_`az{|}~',
    ],
    ['a key of 256 characters', `${'k'.repeat(256)}=1`, `${'k'.repeat(256)}=1`],
    ['a value of 256 characters', `k=${'v'.repeat(256)}`, `k=${'v'.repeat(256)}`],
    ['32 members', numbered(32).join(), numbered(32).join()],
    ['32 members beside empty ones', `${numbered(32).join(',,')},`, numbered(32).join()],
    [
      '512 characters',
      [member(256, 'a'), member(255, 'b')],
      [member(256, 'a'), member(255, 'b')].join(),
    ],
    [
      'what fits, when it drops the large ones',
      [member(128, 'a'), member(129, 'b'), member(128, 'c'), member(125, 'd'), member(5, 'e')],
      [member(128, 'a'), member(128, 'c'), member(125, 'd'), member(5, 'e')].join(),
    ],
    [
      'what fits, when it drops the last ones',
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => member(100, key)),
      ['a', 'b', 'c', 'd', 'e'].map((key) => member(100, key)).join(),
    ],
  ])('passes on, of a tracestate, %s', async (_case, tracestate, passed) => {
    const sent = await pass({ traceparent, tracestate });

    expect(sent).toMatchObject({ trace: traceId, tracestate: passed });
  });

  it.each([
    ['is empty', ''],
    ['is blank', ' , '],
    ['has a member without a value', 'rojo=,congo=2'],
    ['has a member without a key', '=1,congo=2'],
    ['has a member without either', 'rojo,congo=2'],
    ['has a key in upper case', 'Rojo=1,congo=2'],
    ['has a key that ends with a blank', 'rojo =1,congo=2'],
    ['has a key with a dot', 'ro.jo=1,congo=2'],
    ['has a key that begins with an at sign', '@rojo=1,congo=2'],
    ['has a key of 257 characters', `${'k'.repeat(257)}=1,congo=2`],
    ['has a value with an equals sign', 'rojo=a=b,congo=2'],
    ['has a value with a tab', 'rojo=a\tb,congo=2'],
    ['has a value beyond ASCII', 'rojo=é,congo=2'],
    ['has a value of 257 characters', `rojo=${'v'.repeat(257)},congo=2`],
    ['has 33 members', numbered(33).join()],
    ['has 33 members in several headers', [numbered(32).join(), 'congo=2']],
  ])('drops a tracestate that %s, and continues the trace', async (_case, tracestate) => {
    const sent = await pass({ traceparent, tracestate });

    expect(sent).toMatchObject({ trace: traceId, flags: '01', tracestate: undefined });
  });
});
