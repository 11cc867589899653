export const engine = process.env.ENGINE === 'stock' ? 'stock' : 'fast';

/** Where the microservice listens, which is a part of the same process. */
export const stockAddress = { host: '127.0.0.1', port: Number(process.env.STOCK_PORT) };
