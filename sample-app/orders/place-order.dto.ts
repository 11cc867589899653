export interface OrderItem {
  sku: string;
  quantity: number;
}

export interface PlaceOrderDto {
  customerId: string;
  card: string;
  items: OrderItem[];
}
