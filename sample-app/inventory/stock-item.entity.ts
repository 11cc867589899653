import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('stock')
export class StockItem {
  @PrimaryColumn()
  sku!: string;

  @Column()
  quantity!: number;
}
