import FoundationEssentials
public import Invoice

extension InvoiceLine {
  /// The net price of one piece after discount: what the limits of EStG § 6 (2) look at.
  public func netUnitPrice(pricesIncludeTax: Bool) -> Amount? {
    var price: Decimal?
    if let net = netAmount, let quantity, quantity != 0 {
      price = Decimal(net.minorUnits) / 100 / quantity
    } else if let unitPrice {
      price = unitPrice / (priceUnit ?? 1)
    }
    guard var price else { return netAmount }
    if pricesIncludeTax, let rate = taxRate {
      price = price / (1 + Decimal(rate.basisPoints) / 10_000)
    }
    return Amount(decimal: "\(price)")
  }
}
