import { Injectable } from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import { TracingService } from 'nestjs-tracing';

@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(private readonly tracing: TracingService) {}

  canActivate(): boolean {
    // A guard that says something has a span.
    this.tracing.setAttributes({ 'api.key': 'known' });
    return true;
  }
}
