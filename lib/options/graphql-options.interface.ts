/**
 * What is shown of GraphQL operations beyond the operation itself.
 *
 * @publicApi
 */
export interface GraphqlOptions {
  /**
   * Whether resolvers of fields have spans too, of which one response may call thousands. Queries,
   * mutations and subscriptions always have.
   * @default false
   */
  fieldResolvers?: boolean;

  /**
   * What is recorded of the document: nothing, its SHA-256 (`'hash'`) as `graphql.document.hash`, or
   * its text with every literal masked (`'masked'`) as `graphql.document`, its first 4096
   * characters. Variables are never recorded.
   * @default false
   */
  document?: false | 'hash' | 'masked';
}
