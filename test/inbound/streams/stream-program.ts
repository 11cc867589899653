import 'reflect-metadata';
import multipart from '@fastify/multipart';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { TracingModule } from 'nestjs-tracing';
import type { EngineName } from 'nestjs-tracing';
import { allNotes } from './note-context.js';
import {
  leave,
  leaveForm,
  send,
  sendByHttp2,
  sendForm,
  sendInOnePacket,
  sendOverOneConnection,
  sendSlowly,
} from './requests.js';
import { StreamsController } from './streams.controller.js';

/** Sends one request after the other to an application of its own, and prints what was noted. */
const { PLATFORM, ENGINE } = process.env;
const multerUploads = ['file', 'files', 'fields', 'any', 'disk', 'stream', 'large'];
const multipartUploads = ['parts', 'file', 'saved', 'large'];
const tracing = TracingModule.forRoot({
  engine: ENGINE as EngineName,
  exporter: 'none',
  instrumentations: false,
});
const app = PLATFORM === 'express' ? await makeExpress() : await makeFastify();
await app.listen(0, '127.0.0.1');
const url = await app.getUrl();
await (PLATFORM === 'http2' ? sendAllByHttp2() : sendAll());
await app.close();
process.stdout.write(JSON.stringify(allNotes()));

async function makeExpress(): Promise<INestApplication> {
  const { UploadsController } = await import('./multer-uploads.controller.js');
  return NestFactory.create(moduleWith(UploadsController), { logger: false, rawBody: true });
}

async function makeFastify(): Promise<INestApplication> {
  const { UploadsController } = await import('./multipart-uploads.controller.js');
  const adapter = new FastifyAdapter(PLATFORM === 'http2' ? { http2: true } : {});
  const made = await NestFactory.create<NestFastifyApplication>(
    moduleWith(UploadsController),
    adapter,
    { logger: false, rawBody: true },
  );
  await made.register(multipart);
  // As Express does it with a type it does not know, the body is left to the handler.
  made
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser('application/x-raw', (_, __, done) => done(null));
  return made;
}

function moduleWith(uploads: new () => object) {
  class AppModule {}
  return { module: AppModule, imports: [tracing], controllers: [StreamsController, uploads] };
}

async function sendAll(): Promise<void> {
  const streams = `${url}/streams`;
  for (const name of ['events', 'readable', 'iterated', 'piped', 'echo']) {
    await send(`${streams}/${name}`, name, { body: 'content' });
  }
  // Fastify has a way of its own with a file that breaks off.
  for (const name of PLATFORM === 'express' ? ['full', 'file', 'torn'] : ['full', 'file']) {
    await send(`${streams}/${name}`, name);
  }
  const json = JSON.stringify('content '.repeat(10_000).split(' '));
  await send(`${streams}/raw`, 'raw', { body: json, type: 'application/json' });
  await sendSlowly(`${streams}/echo`, 'slow');
  await leave(`${streams}/left`, 'left while sending', 'half');
  await leave(`${streams}/left`, 'left while reading', 'all');
  await sendOverOneConnection(`${streams}/events`, ['kept alive 1', 'kept alive 2']);
  const events = '/streams/events';
  await sendInOnePacket(url, { 'packed 1': events, 'packed 2': events, 'packed 3': events });
  await sendInOnePacket(url, { first: '/streams/first', second: '/streams/second' });
  const uploads = PLATFORM === 'express' ? multerUploads : multipartUploads;
  for (const name of uploads) {
    await sendForm(`${url}/uploads/${name}`, `upload ${name}`);
  }
  await leaveForm(`${url}/uploads/left`, 'upload left');
}

async function sendAllByHttp2(): Promise<void> {
  for (const name of ['events', 'readable', 'iterated', 'piped', 'echo']) {
    await sendByHttp2(`${url}/streams/${name}`, name, 'content');
  }
  for (const name of ['full', 'file']) {
    await sendByHttp2(`${url}/streams/${name}`, name);
  }
}
