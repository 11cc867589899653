import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

export type OrderStatus = 'pending' | 'paid' | 'declined';

export interface OrderLine {
  sku: string;
  quantity: number;
  unitPriceCents: number;
}

@Entity('orders')
export class Order {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column()
  customerId!: string;

  @Column('jsonb')
  lines!: OrderLine[];

  @Column()
  totalCents!: number;

  @Column({ type: 'text', default: 'pending' })
  status!: OrderStatus;

  @CreateDateColumn()
  createdAt!: Date;
}
