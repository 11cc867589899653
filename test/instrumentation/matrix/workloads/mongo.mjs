import { settings } from '../../fixtures/recorder.mjs';

const serverApi = '1';
const name = `items${process.pid}`;

export const mongo = {
  mongodb: {
    open: ({ mongodb: { named } }) =>
      new named.MongoClient(settings.input.mongodb, { serverApi }).connect(),
    work: async (client) => {
      const items = client.db('matrix').collection(name);
      await items.insertOne({ label: 'x' });
      await items.find({}).toArray();
      await items.deleteMany({});
    },
    close: (client) => client.close(),
  },
  mongoose: {
    open: async ({ mongoose: { whole } }) => {
      const connection = whole.createConnection(settings.input.mongodb, { serverApi });
      const schema = new whole.Schema({ label: String }, { autoCreate: false, autoIndex: false });
      const Item = connection.model('Item', schema, name);
      await connection.asPromise();
      return { connection, Item };
    },
    work: async ({ Item }) => {
      await Item.create({ label: 'x' });
      await Item.find();
      await Item.deleteMany({});
    },
    close: ({ connection }) => connection.close(),
  },
};
