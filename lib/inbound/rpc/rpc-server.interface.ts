/** A handler as a server of Nest's keeps it. */
export interface MessageHandler {
  (...args: unknown[]): unknown;
  readonly isEventHandler?: boolean;
  /** The next one for the same event. */
  next?: MessageHandler;
}

export type StartHook = (
  transport: unknown,
  rpcContext: object,
  done: () => Promise<unknown>,
) => unknown;
export type EndHook = (transport: unknown, rpcContext: object) => unknown;

/** A microservice server of Nest 11.1.4 or later. Its hooks are single slots, readable as fields. */
export interface RpcServer {
  /** A number of Nest's `Transport`; anything or nothing for a strategy of the user's. */
  readonly transportId?: unknown;
  readonly deserializer?: object;
  onProcessingStartHook?: StartHook;
  onProcessingEndHook?: EndHook;
  setOnProcessingStartHook(hook: StartHook): void;
  setOnProcessingEndHook(hook: EndHook): void;
  getHandlerByPattern(pattern: string): MessageHandler | null;
  /** By pattern, which for Kafka may be a RegExp. */
  getHandlers?(): ReadonlyMap<unknown, MessageHandler>;
  addHandler?(pattern: unknown, handler: MessageHandler, ...rest: unknown[]): unknown;
  /** Nest 12 */
  handleRequest?: unknown;
}

/** Numbers of Nest's `Transport` that are treated in a way of their own. */
export const GRPC = 4;
export const KAFKA = 6;

/** Whether an id is a number of Nest's `Transport`, whose servers all call their hooks. */
export function isOwnTransport(id: unknown): boolean {
  return typeof id === 'number' && id >= 0 && id <= 6;
}

export function isRpcServer(target: unknown): target is RpcServer {
  const server = target as Partial<RpcServer> | null | undefined;
  return (
    typeof server?.setOnProcessingStartHook === 'function' &&
    typeof server.setOnProcessingEndHook === 'function'
  );
}
