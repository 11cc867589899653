import { Injectable } from '@nestjs/common';
import { TracedMethod } from './traced-method.decorator.js';

/** Methods that wait for next to nothing, so that what is measured is their spans. */
@Injectable()
export class StepsService {
  async five(): Promise<number> {
    const read = await this.read(1);
    const checked = await this.check(read);
    const priced = await this.price(checked);
    const reserved = await this.reserve(priced);
    return this.confirm(reserved);
  }

  async hundred(): Promise<number> {
    let sum = 0;
    for (let round = 0; round < 20; round += 1) {
      sum += await this.five();
    }
    return sum;
  }

  @TracedMethod('StepsService.read')
  async read(value: number): Promise<number> {
    await Promise.resolve();
    return value + 1;
  }

  @TracedMethod('StepsService.check')
  async check(value: number): Promise<number> {
    await Promise.resolve();
    return value + 2;
  }

  @TracedMethod('StepsService.price')
  async price(value: number): Promise<number> {
    await Promise.resolve();
    return value + 3;
  }

  @TracedMethod('StepsService.reserve')
  async reserve(value: number): Promise<number> {
    await Promise.resolve();
    return value + 4;
  }

  @TracedMethod('StepsService.confirm')
  async confirm(value: number): Promise<number> {
    await Promise.resolve();
    return value + 5;
  }
}
