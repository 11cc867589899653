import { Controller, Get, Injectable } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { waitFor } from '../support/wait-for.js';
import { startWatchedApplication } from './support/watched-application.js';

@Injectable()
class ItemsService {
  read(count: number) {
    for (let index = 0; index < count; index += 1) {
      runInSpan('SELECT items', () => index);
    }
  }
}

@Controller()
class ItemsController {
  constructor(private readonly items: ItemsService) {}

  @Get('few')
  few() {
    this.items.read(7);
  }

  @Get('many')
  many() {
    this.items.read(12);
  }
}

const shop = { controllers: [ItemsController], providers: [ItemsService] };

describe('the spans of one request', () => {
  it('are told of when they are too many, with the most frequent name', async () => {
    const { found, get } = await startWatchedApplication(shop, {
      bestPractices: { maxSpansPerRequest: 10 },
    });

    await get('/few');
    await get('/many');
    await get('/many');

    const message =
      '"GET /many" made 14 spans in this process, of which 12 are "SELECT items". When that is one ' +
      'query for each row, load the rows at once: with a join, IN (...) or a DataLoader. Or allow ' +
      'more with bestPractices: { maxSpansPerRequest: 1000 }.';
    await waitFor('the finding', () => found().length > 0);
    expect(found()).toEqual([{ code: 'MANY_SPANS', message }]);
  });
});
