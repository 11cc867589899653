/** `'00'` to `'ff'`, so that an id becomes text by looking it up. */
const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The value of each hexadecimal digit by its character code, upper case included. */
const digits = new Uint8Array(128);
for (let value = 0; value < 16; value += 1) {
  const digit = value.toString(16);
  digits[digit.charCodeAt(0)] = value;
  digits[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Eight lower-case digits for 32 bits. */
export function hexOfInt32(bits: number): string {
  return (
    pairs[bits >>> 24]! +
    pairs[(bits >>> 16) & 255]! +
    pairs[(bits >>> 8) & 255]! +
    pairs[bits & 255]!
  );
}

/** 32 bits, as a signed number, from the eight digits that start at `at`. */
export function int32OfHex(hex: string, at: number): number {
  let bits = 0;
  for (let index = at; index < at + 8; index += 1) {
    bits = (bits << 4) | digits[hex.charCodeAt(index) & 127]!;
  }
  return bits;
}
