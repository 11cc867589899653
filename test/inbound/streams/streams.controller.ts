import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable, Writable, finished, pipeline } from 'node:stream';
import { Controller, Get, Post, Req, Res, StreamableFile } from '@nestjs/common';
import type { RawBodyRequest } from '@nestjs/common';
import { noteContext, untilNoted } from './note-context.js';

/** Node's own object, or Fastify's around it. */
type Request = IncomingMessage & { raw?: IncomingMessage };
type Response = ServerResponse & { raw?: ServerResponse; hijack?: () => void };

/** Reads and writes by hand, in every way there is. */
@Controller('streams')
export class StreamsController {
  @Post('events')
  listen(@Req() request: Request, @Res() response: Response): void {
    const { incoming, outgoing, note } = open(request, response);
    incoming.on('data', () => note('data'));
    incoming.on('close', () => note('request closed'));
    incoming.on('end', () => {
      note('end');
      outgoing.write('read', () => note('written'));
      outgoing.end(() => note('ended'));
    });
    outgoing.on('finish', () => note('finish'));
    outgoing.on('close', () => note('closed'));
  }

  @Post('readable')
  pull(@Req() request: Request, @Res() response: Response): void {
    const { incoming, outgoing, note } = open(request, response);
    incoming.on('readable', () => {
      note('readable');
      while (incoming.read() !== null);
    });
    incoming.once('end', () => outgoing.end());
  }

  @Post('iterated')
  async iterate(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { incoming, outgoing, note } = open(request, response);
    for await (const _ of incoming) {
      note('chunk');
    }
    note('all read');
    outgoing.end();
  }

  @Post('piped')
  pipe(@Req() request: Request, @Res() response: Response): void {
    const { incoming, outgoing, note } = open(request, response);
    const sink = new Writable({
      write(_chunk, _encoding, done) {
        note('write');
        done();
      },
      final(done) {
        note('final');
        done();
      },
    });
    pipeline(incoming, sink, () => {
      note('piped');
      outgoing.end();
    });
    finished(outgoing, () => note('finished'));
  }

  /** The sender waits for each chunk to come back. */
  @Post('echo')
  echo(@Req() request: Request, @Res() response: Response): void {
    const { incoming, outgoing, note } = open(request, response);
    outgoing.on('pipe', () => note('pipe'));
    outgoing.on('unpipe', () => note('unpipe'));
    incoming.on('data', () => note('data'));
    incoming.pipe(outgoing);
  }

  @Get('full')
  fill(@Req() request: Request, @Res() response: Response): void {
    const { outgoing, note } = open(request, response);
    outgoing.once('drain', () => {
      note('drain');
      outgoing.end();
    });
    while (outgoing.write(Buffer.alloc(1_000_000), () => note('written')));
  }

  /** Answers once the request sent behind it has written its own answer. */
  @Post('first')
  async answerLast(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { outgoing } = open(request, response);
    await untilNoted('second', 'waiting');
    outgoing.end('first');
  }

  @Post('second')
  answerFirst(@Req() request: Request, @Res() response: Response): void {
    const { outgoing, note } = open(request, response);
    outgoing.on('finish', () => note('finish'));
    outgoing.on('close', () => note('closed'));
    outgoing.write('second', () => note('written'));
    outgoing.end(() => note('ended'));
    note('waiting');
  }

  /** Waits for a sender, or a reader, that goes away. */
  @Post('left')
  wait(@Req() request: Request, @Res() response: Response): void {
    const { incoming, outgoing, note } = open(request, response);
    incoming.on('error', () => note('error'));
    incoming.on('close', () => note('request closed'));
    outgoing.on('close', () => note('closed'));
    incoming.resume();
    outgoing.write('ready');
  }

  @Get('file')
  download(@Req() request: Request): StreamableFile {
    const { note } = open(request);
    const chunks = ['one', 'two', null];
    const file = new Readable({
      read() {
        note('read');
        this.push(chunks.shift());
      },
    });
    file.on('end', () => note('end'));
    file.on('close', () => note('close'));
    return new StreamableFile(file);
  }

  @Get('torn')
  tear(@Req() request: Request): StreamableFile {
    const { note } = open(request);
    const file = new Readable({ read: () => void setImmediate(() => file.destroy(new Error())) });
    return new StreamableFile(file).setErrorHandler((_error, response) => {
      note('handled');
      response.end();
    });
  }

  @Post('raw')
  readRaw(@Req() request: RawBodyRequest<Request>): string {
    noteContext(request, 'handler');
    return String(request.rawBody);
  }
}

function open(request: Request, response?: Response) {
  response?.hijack?.();
  const outgoing = response?.raw ?? response;
  return {
    incoming: request.raw ?? request,
    outgoing: outgoing as ServerResponse,
    note: (point: string) => noteContext(request, point),
  };
}
