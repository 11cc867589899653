import { Injectable } from '@nestjs/common';
import type { NestMiddleware } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';

@Injectable()
export class LocaleMiddleware implements NestMiddleware {
  use(_: IncomingMessage, response: ServerResponse, next: () => void): void {
    response.setHeader('content-language', 'en');
    setImmediate(next);
  }
}
