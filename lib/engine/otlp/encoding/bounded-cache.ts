/**
 * Remembers what was used lately: at most twice `capacity` entries, of which those not asked for
 * during a whole generation are forgotten. Names that never repeat thus cost memory for a while only.
 */
export class BoundedCache<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();

  constructor(
    private readonly capacity: number,
    private readonly make: (key: string) => V,
  ) {}

  get(key: string): V {
    return this.young.get(key) ?? this.renew(key);
  }

  private renew(key: string): V {
    const value = this.old.get(key) ?? this.make(key);
    if (this.young.size >= this.capacity) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
    return value;
  }
}
