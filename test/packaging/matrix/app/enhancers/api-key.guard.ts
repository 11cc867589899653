import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { nodeRequest } from './platform.js';

/** Of the whole application: rejects whoever shows another key than ours. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return nodeRequest(context.switchToHttp().getRequest()).headers['x-api-key'] === 'matrix';
  }
}
