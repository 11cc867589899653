/** Any node of a parsed document, as every version of graphql-js makes them. */
export interface GraphqlNode {
  readonly kind: string;
  /** Where it stands in the text; absent where the parser was told `noLocation`. */
  readonly loc?: { readonly start: number; readonly end: number };
}

/** One query, mutation or subscription of a document. */
export interface OperationNode extends GraphqlNode {
  readonly operation: string;
  readonly name?: { readonly value: string };
}

/** A parsed document: operations, of which one is executed, and fragments. */
export interface DocumentNode {
  readonly definitions: readonly GraphqlNode[];
  readonly loc?: { readonly source: { readonly body: string } };
}
