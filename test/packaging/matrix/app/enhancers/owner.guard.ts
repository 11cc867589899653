import { ForbiddenException, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { nodeRequest } from './platform.js';

/** Of one method, and asynchronous: throws where the path says so. */
@Injectable()
export class OwnerGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    await pause(1);
    if (nodeRequest(context.switchToHttp().getRequest()).url?.endsWith('/foreign')) {
      throw new ForbiddenException('not yours');
    }
    return true;
  }
}
