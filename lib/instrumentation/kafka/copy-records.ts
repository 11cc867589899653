/** A message as the application gives it to KafkaJS. */
export interface SentMessage {
  readonly headers?: Readonly<Record<string, unknown>> | null;
}

interface TopicMessages {
  readonly messages: readonly SentMessage[];
}

/** What `send()` takes, with messages and headers of their own; undefined where it is not that. */
export function copyRecords(given: unknown): TopicMessages | undefined {
  return hasMessages(given) ? { ...given, messages: given.messages.map(copyMessage) } : undefined;
}

/** The same for `sendBatch()`. */
export function copyBatch(given: unknown): object | undefined {
  const { topicMessages } = (given ?? {}) as { readonly topicMessages?: unknown };
  const isBatch = Array.isArray(topicMessages) && topicMessages.every(hasMessages);
  return isBatch
    ? { ...(given as object), topicMessages: topicMessages.map(copyRecords) }
    : undefined;
}

/** One that has its value from a getter of its class cannot be copied so. */
function copyMessage(message: SentMessage): SentMessage {
  return Object.hasOwn(message, 'value')
    ? { ...message, headers: { ...message.headers } }
    : message;
}

function hasMessages(given: unknown): given is TopicMessages {
  const { messages } = (given ?? {}) as { readonly messages?: unknown };
  return (
    Array.isArray(messages) &&
    messages.every((message) => typeof message === 'object' && message !== null)
  );
}
