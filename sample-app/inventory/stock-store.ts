/** Counts what is on the shelf. Two implementations: Redis, and the database where there is no Redis. */
export abstract class StockStore {
  /** Takes the quantity, or takes nothing and answers `false` when there is too little. */
  abstract take(sku: string, quantity: number): Promise<boolean>;

  abstract putBack(sku: string, quantity: number): Promise<void>;
}
