import type { DynamicModule, INestApplication } from '@nestjs/common';

/**
 * One way to trace the applications, or not to: a module of `configurations/`. It is loaded before
 * Nest and the application, as the README of every tracing library asks.
 */
export interface Configuration {
  /** What AppModule imports for tracing. */
  readonly imports?: () => DynamicModule[];

  /** What gives a method its span. */
  readonly methodDecorator?: (name: string) => MethodDecorator;

  /** Called before the application listens. */
  readonly onCreated?: (application: INestApplication) => Promise<void>;

  /** What a reader of the results has to know. */
  readonly note?: string;
}
