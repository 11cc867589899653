import { Controller, Post, Req } from '@nestjs/common';
import '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { noteContext } from './note-context.js';

/** Uploads by way of @fastify/multipart. */
@Controller('uploads')
export class UploadsController {
  @Post('parts')
  async parts(@Req() request: FastifyRequest): Promise<void> {
    for await (const part of request.parts()) {
      noteContext(request, 'part');
      if (part.type === 'file') {
        await part.toBuffer();
        noteContext(request, 'buffer');
      }
    }
    noteContext(request, 'after');
  }

  @Post('file')
  async one(@Req() request: FastifyRequest): Promise<void> {
    const part = await request.file();
    noteContext(request, 'file');
    await new Promise((resolve) => {
      part?.file.on('data', () => noteContext(request, 'data'));
      part?.file.on('end', () => {
        noteContext(request, 'end');
        resolve(undefined);
      });
    });
    noteContext(request, 'after');
  }

  @Post('saved')
  async saved(@Req() request: FastifyRequest): Promise<void> {
    await request.saveRequestFiles();
    noteContext(request, 'saved');
  }

  @Post('left')
  async left(@Req() request: FastifyRequest): Promise<void> {
    const part = await request.file();
    noteContext(request, 'begun');
    await part?.toBuffer().catch(() => noteContext(request, 'failed'));
  }

  @Post('large')
  async tooLarge(@Req() request: FastifyRequest): Promise<void> {
    const part = await request.file({ limits: { fileSize: 1 } });
    await part?.toBuffer().catch(() => noteContext(request, 'failed'));
  }
}
