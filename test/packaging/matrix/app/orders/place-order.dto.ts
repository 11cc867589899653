import { IsInt, IsString, Min } from 'class-validator';

export class PlaceOrderDto {
  @IsString()
  readonly item!: string;

  @IsInt()
  @Min(1)
  readonly quantity!: number;
}
