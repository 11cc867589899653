import 'reflect-metadata';
import { VersioningType } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { ApplicationConfig } from '@nestjs/core';
import { activeEntrySpan } from '../spans/entry-span.js';
import { guarded } from '../spans/guarded.js';
import { excludeFromSpans } from '../spans/trace-method.js';
import { SKIP_TRACING_METADATA } from '../tracing.internal-constants.js';

/**
 * Drops requests and messages for what `@SkipTracing()` stands on. As the first of all guards it is
 * the first to be told which handler was found. It lets everybody pass.
 */
export class SkipTracingGuard implements CanActivate {
  /** @param hasHosts whether controllers answer on certain hosts alone */
  constructor(
    private readonly config: ApplicationConfig,
    private readonly hasHosts: boolean,
  ) {}

  canActivate(execution: ExecutionContext): boolean {
    guarded('looking for @SkipTracing()', () => this.#skip(execution));
    return true;
  }

  #skip(execution: ExecutionContext): void {
    // One operation of GraphQL calls many resolvers, of which one does not speak for the others.
    if (execution.getType<string>() !== 'graphql' && isSkipped(execution)) {
      activeEntrySpan()?.skip?.(this.#isHandlerKnownByPath());
    }
  }

  /** Otherwise one path may lead to several handlers. */
  #isHandlerKnownByPath(): boolean {
    const versioning = this.config.getVersioning();
    return !this.hasHosts && (versioning === undefined || versioning.type === VersioningType.URI);
  }
}

function isSkipped(execution: ExecutionContext): boolean {
  return (
    Reflect.hasMetadata(SKIP_TRACING_METADATA, execution.getHandler()) ||
    Reflect.hasMetadata(SKIP_TRACING_METADATA, execution.getClass())
  );
}

// It is no guard of the application.
excludeFromSpans(SkipTracingGuard.prototype.canActivate);
