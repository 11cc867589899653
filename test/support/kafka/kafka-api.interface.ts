import type { KafkaReader } from './kafka-wire.js';

/** Answers one kind of request, in the single version that the fake broker knows. */
export interface KafkaApi {
  readonly key: number;
  readonly version: number;
  answer(request: KafkaReader): Buffer | Promise<Buffer>;
}
