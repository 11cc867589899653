import {
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request } from 'express';

const apiKey = process.env.API_KEY ?? 'demo';

@Injectable()
export class ApiKeyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (request.headers['x-api-key'] === apiKey) return true;
    throw new UnauthorizedException('The x-api-key header is missing or wrong.');
  }
}
