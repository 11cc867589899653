export class PlaceOrder {
  constructor(readonly id: number) {}
}

export class OrderPlaced {
  constructor(readonly id: number) {}
}

export class ShipOrder {
  constructor(readonly id: number) {}
}

export class FindOrder {
  constructor(readonly id: number) {}
}
