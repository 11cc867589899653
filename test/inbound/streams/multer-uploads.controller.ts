import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { Catch, Controller, Post, Req, UseFilters, UseInterceptors } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import {
  AnyFilesInterceptor,
  FileFieldsInterceptor,
  FileInterceptor,
  FilesInterceptor,
} from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import type Multer from 'multer';
import { noteContext } from './note-context.js';

// The copy that Nest uses.
const nest = createRequire(createRequire(import.meta.url).resolve('@nestjs/platform-express'));
const multer = nest('multer') as typeof Multer;

type Accept = (error: Error | null, isAccepted: boolean) => void;

function noteBegin(request: Request, _file: unknown, accept: Accept): void {
  noteContext(request, 'begun');
  accept(null, true);
}

const disk = multer.diskStorage({
  destination(request, _file, done) {
    noteContext(request, 'destination');
    done(null, tmpdir());
  },
  filename(request, _file, done) {
    noteContext(request, 'filename');
    done(null, `nestjs-tracing-upload-${process.pid}`);
  },
});

const stream: Multer.StorageEngine = {
  _handleFile(request, { stream: file }, done) {
    file.on('data', () => noteContext(request, 'data'));
    file.on('end', () => {
      noteContext(request, 'end');
      done(null, {});
    });
  },
  _removeFile(_request, _file, done) {
    done(null);
  },
};

@Catch()
class NotingFilter implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    noteContext(http.getRequest<Request>(), 'failed');
    http.getResponse<Response>().end();
  }
}

/** Uploads by way of multer. */
@Controller('uploads')
export class UploadsController {
  @Post('file')
  @UseInterceptors(FileInterceptor('a', { fileFilter: noteBegin }))
  one(@Req() request: Request): void {
    noteContext(request, 'handler');
  }

  @Post('files')
  @UseInterceptors(FilesInterceptor('a', 9, { fileFilter: noteBegin }))
  several(@Req() request: Request): void {
    noteContext(request, 'handler');
  }

  @Post('fields')
  @UseInterceptors(FileFieldsInterceptor([{ name: 'a' }], { fileFilter: noteBegin }))
  fields(@Req() request: Request): void {
    noteContext(request, 'handler');
  }

  @Post('any')
  @UseInterceptors(AnyFilesInterceptor({ fileFilter: noteBegin }))
  any(@Req() request: Request): void {
    noteContext(request, 'handler');
  }

  @Post('disk')
  @UseInterceptors(FileInterceptor('a', { storage: disk }))
  onDisk(@Req() request: Request): void {
    noteContext(request, 'handler');
  }

  @Post('stream')
  @UseInterceptors(FileInterceptor('a', { storage: stream }))
  streamed(@Req() request: Request): void {
    noteContext(request, 'handler');
  }

  @Post('left')
  @UseFilters(NotingFilter)
  @UseInterceptors(FileInterceptor('a', { fileFilter: noteBegin }))
  left(@Req() request: Request): void {
    noteContext(request, 'handler');
  }

  @Post('large')
  @UseFilters(NotingFilter)
  @UseInterceptors(FileInterceptor('a', { limits: { fileSize: 1 } }))
  tooLarge(@Req() request: Request): void {
    noteContext(request, 'handler');
  }
}
