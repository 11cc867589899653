import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Item } from './item.entity.js';

interface Price {
  readonly cents: number;
}

/** One query and one call to another service. */
@Injectable()
export class ShopService {
  constructor(
    @InjectRepository(Item) private readonly items: Repository<Item>,
    private readonly http: HttpService,
  ) {}

  async find(id: number) {
    const { name } = await this.items.findOneByOrFail({ id });
    const url = `${process.env['BENCH_PRICES_URL']}/prices/${id}`;
    const { data: price } = await this.http.axiosRef.get<Price>(url);
    return { id, name, cents: price.cents };
  }
}
