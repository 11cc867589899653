import { createHash } from 'node:crypto';
import type { Attributes } from '@opentelemetry/api';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import {
  ATTR_GRAPHQL_DOCUMENT,
  ATTR_GRAPHQL_DOCUMENT_HASH,
  ATTR_GRAPHQL_OPERATION_NAME,
  ATTR_GRAPHQL_OPERATION_TYPE,
} from '../../semconv/incubating-attributes.js';
import type { DocumentNode, OperationNode } from './document.interface.js';
import { maskDocument } from './mask-document.js';

type RecordedDocument = ResolvedTracingOptions['graphql']['document'];

/** The client chooses name and document; neither is to fill a span. */
const MAX_NAME_LENGTH = 128;
const MAX_DOCUMENT_LENGTH = 4096;

/**
 * Type and name of an operation, and its document as far as `graphql.document` allows. Variables
 * are not looked at.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/graphql/graphql-spans/
 */
export function describeOperation(
  { operation, name }: OperationNode,
  document: DocumentNode,
  recorded: RecordedDocument,
): Attributes {
  return {
    [ATTR_GRAPHQL_OPERATION_TYPE]: operation,
    [ATTR_GRAPHQL_OPERATION_NAME]: name?.value.slice(0, MAX_NAME_LENGTH),
    ...(recorded === false ? undefined : describeDocument(document, recorded)),
  };
}

/** Servers keep the documents they have parsed, so that most are described once. */
const described = {
  hash: new WeakMap<DocumentNode, Attributes>(),
  masked: new WeakMap<DocumentNode, Attributes>(),
};

function describeDocument(
  document: DocumentNode,
  recorded: Exclude<RecordedDocument, false>,
): Attributes | undefined {
  const text = document.loc?.source.body;
  if (text === undefined) {
    return undefined;
  }
  let attributes = described[recorded].get(document);
  if (attributes === undefined) {
    attributes = recorded === 'hash' ? hashOf(text) : maskedTextOf(document, text);
    described[recorded].set(document, attributes);
  }
  return attributes;
}

function hashOf(text: string): Attributes {
  return { [ATTR_GRAPHQL_DOCUMENT_HASH]: createHash('sha256').update(text).digest('hex') };
}

function maskedTextOf(document: DocumentNode, text: string): Attributes {
  return { [ATTR_GRAPHQL_DOCUMENT]: maskDocument(document, text).slice(0, MAX_DOCUMENT_LENGTH) };
}
