/** What a thing does, whatever its shape; the arguments are all that its caller hands over. */
export type Work = (...args: unknown[]) => unknown;

/** An object with its work in a method of that name, or a class of such objects. */
export type Shape = (method: string, work: Work) => object;
