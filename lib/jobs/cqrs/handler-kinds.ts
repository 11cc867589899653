import 'reflect-metadata';
import {
  ATTR_NESTJS_CQRS_COMMAND,
  ATTR_NESTJS_CQRS_EVENT,
  ATTR_NESTJS_CQRS_QUERY,
} from '../../semconv/nestjs-attributes.js';
import { SAGA_METADATA } from '../../tracing.internal-constants.js';

/** One kind of what `@nestjs/cqrs` calls. */
export interface HandlerKind {
  /** Metadata under which `@CommandHandler()` and the like keep what a class handles. */
  readonly metadata: string;
  /** The method it calls. */
  readonly method: 'execute' | 'handle';
  /** Value of `nestjs.type`. */
  readonly type: string;
  /** Attribute that holds the class of what is handled. */
  readonly messageKey: string;
  /** Whether nobody waits for the outcome. */
  readonly isEvent: boolean;
}

const HANDLER_KINDS: readonly HandlerKind[] = [
  {
    metadata: '__commandHandler__',
    method: 'execute',
    type: 'command_handler',
    messageKey: ATTR_NESTJS_CQRS_COMMAND,
    isEvent: false,
  },
  {
    metadata: '__queryHandler__',
    method: 'execute',
    type: 'query_handler',
    messageKey: ATTR_NESTJS_CQRS_QUERY,
    isEvent: false,
  },
  {
    metadata: '__eventsHandler__',
    method: 'handle',
    type: 'event_handler',
    messageKey: ATTR_NESTJS_CQRS_EVENT,
    isEvent: true,
  },
];

/** What a class handles, or what it has this from. */
export function kindsOf(type: Function): HandlerKind[] {
  return HANDLER_KINDS.filter(({ metadata }) => Reflect.hasMetadata(metadata, type));
}

/** Whether a class handles anything, or has sagas. */
export function isHandler(type: Function): boolean {
  return kindsOf(type).length > 0 || sagasOf(type).length > 0;
}

/** The names of a class's sagas. */
export function sagasOf(type: Function): readonly (string | symbol)[] {
  return (Reflect.getMetadata(SAGA_METADATA, type) ?? []) as readonly (string | symbol)[];
}
