/** 32 random bits as a signed number, which the engine keeps without an object of its own. */
export function randomInt32(): number {
  return (Math.random() * 4_294_967_296) | 0;
}
