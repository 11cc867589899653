/** Each object once, for as long as somebody else holds it. */
export class WeaklyHeld<T extends object> implements Iterable<T> {
  readonly #references = new Set<WeakRef<T>>();

  add(object: T): void {
    // Asked of all of them, which also lets go of those that are gone.
    if (![...this].includes(object)) {
      this.#references.add(new WeakRef(object));
    }
  }

  delete(object: T): void {
    for (const reference of this.#references) {
      if (reference.deref() === object) {
        this.#references.delete(reference);
      }
    }
  }

  clear(): void {
    this.#references.clear();
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const reference of this.#references) {
      const object = reference.deref();
      if (object === undefined) {
        this.#references.delete(reference);
      } else {
        yield object;
      }
    }
  }
}
