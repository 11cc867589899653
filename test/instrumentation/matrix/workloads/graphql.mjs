const source = '{ greeting }';
const rootValue = { greeting: () => 'hello' };

function schemaOf({ GraphQLObjectType, GraphQLSchema, GraphQLString }) {
  const fields = { greeting: { type: GraphQLString } };
  return new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) });
}

async function work({ library, schema }) {
  await library.graphql({ schema, source, rootValue });
  const document = library.parse(source);
  library.validate(schema, document);
  await library.execute({ schema, document, rootValue });
}

export const graphql = {
  graphql: {
    open: async ({ graphql: { whole } }) => ({ library: whole, schema: schemaOf(whole) }),
    work,
  },
  'graphql, by name': {
    open: async ({ graphql: { named } }) => ({ library: { ...named }, schema: schemaOf(named) }),
    work,
  },
  dataloader: {
    open: async ({ dataloader: { whole: DataLoader } }) =>
      new DataLoader(async (keys) => keys, { cache: false }),
    work: async (loader) => {
      await Promise.all([loader.load(1), loader.load(2)]);
      await loader.loadMany([3, 4]);
    },
  },
};
