import type { Attributes, AttributeValue, Span } from '@opentelemetry/api';
import {
  ATTR_DB_NAMESPACE,
  ATTR_DB_QUERY_TEXT,
  ATTR_DB_SYSTEM_NAME,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '../../semconv/attributes.js';
import { StatementList } from './statement-list.js';

/** Where the statements went, which the driver knows better: the library may only have a URL. */
const CONNECTION_KEYS = [
  ATTR_DB_SYSTEM_NAME,
  ATTR_DB_NAMESPACE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
];

/** One call of a library such as TypeORM, whose span tells about the statements that its driver sends. */
export class Operation {
  readonly #statements = new StatementList();
  readonly #wasRecording: boolean;
  #knowsConnection = false;

  /** @param keepsText whether `db.query.text` is left as the library has it */
  constructor(
    readonly span: Span,
    private readonly keepsText: boolean,
  ) {
    this.#wasRecording = span.isRecording();
  }

  /** Over for good, unlike one that never recorded anything. */
  get isOver(): boolean {
    return this.#wasRecording && !this.span.isRecording();
  }

  /** What the driver's instrumentation knew when it would have started the span of a statement. */
  addStatement(attributes: Attributes): void {
    if (!this.span.isRecording()) {
      return;
    }
    const text = attributes[ATTR_DB_QUERY_TEXT];
    if (text !== undefined) {
      this.addAttribute(ATTR_DB_QUERY_TEXT, text);
    }
    if (!this.#knowsConnection) {
      this.#knowsConnection = true;
      this.#setConnection(attributes);
    }
  }

  /** What the driver's instrumentation, or a hook of the user's, says about one statement. */
  addAttribute(key: string, value: AttributeValue): void {
    if (!this.span.isRecording()) {
      return;
    }
    if (key !== ATTR_DB_QUERY_TEXT) {
      this.span.setAttribute(key, value);
    } else if (!this.keepsText && this.#statements.tryAdd(String(value))) {
      this.span.setAttribute(ATTR_DB_QUERY_TEXT, this.#statements.toString());
    }
  }

  #setConnection(attributes: Attributes): void {
    for (const key of CONNECTION_KEYS) {
      const value = attributes[key];
      if (value !== undefined) this.span.setAttribute(key, value);
    }
  }
}
