import Invoice

/// One way to read a row's numbers: which is the amount, which the quantity, and so on.
struct RowReading: Sendable {
  /// How well the numbers explain each other.
  enum Proof: Int, Sendable, Comparable {
    /// Only an amount.
    case none
    /// Quantity 1, or the price repeated: true of many rows by chance.
    case trivial
    /// Right to a cent or what rounding the price explains.
    case near
    case exact

    static func < (first: Self, second: Self) -> Bool { first.rawValue < second.rawValue }
  }

  var amount: TableNumber
  var quantity: TableNumber?
  var price: TableNumber?
  var priceUnit: TableNumber?
  var discount: TableNumber?
  var proof = Proof.none
  var score = 0.0
  /// Whether quantity and price stand on the row above (-1), the amount's own (0) or the row below (1).
  var factorRow: Int { quantity?.rowOffset ?? 0 }

  var tokens: [TableNumber] { [amount, quantity, price, priceUnit, discount].compactMap { $0 } }
}

/// Reads rows by arithmetic: quantity × price ÷ price unit × (1 − discount) = amount.
struct RowSolver: Sendable {
  /// Where a role's numbers stand, learned from rows that were sure.
  struct Profile: Sendable {
    var edge: Double
    var isRight: Bool
    var tolerance: Double
    func fits(_ box: Box) -> Bool { abs((isRight ? box.right : box.left) - edge) <= tolerance }
  }

  var header: TableHeader?
  var profiles: [ColumnRole: Profile] = [:]

  /// How well a number stands where a role's column is: 1 beneath its heading, negative beneath another.
  func fit(_ number: TableNumber, _ role: ColumnRole) -> Double {
    var fit = 0.0
    if let profile = profiles[role] { fit += profile.fits(number.box) ? 1.2 : -0.8 }
    guard let header else { return fit }
    var own: Double?
    var best = Double.infinity
    for column in header.columns where column.role != .description {
      let distance = TableHeader.distance(number.box, column.box)
      if column.role == role || (role == .price && column.role == .netPrice && header.column(.price) == nil) {
        own = min(own ?? .infinity, distance)
      }
      best = min(best, distance)
    }
    guard let own else { return fit - 0.4 }
    let size = max(number.box.height, 6)
    if own <= best + 0.3 * size { return fit + 1 }
    return fit + max(-1.5, 0.3 - (own - best) / (2 * size))
  }

  /// The best reading with this number as amount; `others` are the numbers that may explain it.
  func read(amount: TableNumber, others: [TableNumber]) -> RowReading {
    var best = RowReading(amount: amount)
    let amountFit = fit(amount, .amount)
    best.score = amountFit
    guard let cents = amount.cents, cents != 0 else { return best }
    let candidates = others.filter { !$0.overlaps(amount) && $0.mantissa != 0 }
    let divisors = divisors(among: candidates)
    let discounts = candidates.filter(Self.mayBeDiscount)
    let whole = Double(cents) / 100
    // Only to pass over what cannot be right; the proof itself is in whole numbers.
    let tolerance = 0.001 + 0.02 / abs(whole)
    func mayFit(_ ratio: Double) -> Bool { abs(ratio - 1) < tolerance }
    for quantity in candidates where !quantity.isPercent && !quantity.isDivisor && !quantity.hasSplitCents {
      if quantity.scale > 4 || abs(quantity.mantissa) > 1_000_000_000 { continue }
      let quantityFit = fit(quantity, .quantity)
      for price in candidates where !price.isPercent && !price.isDivisor && !price.overlaps(quantity) {
        if price.scale > 6 || abs(price.mantissa) > 10_000_000_000 { continue }
        let ratio = abs(quantity.approximate * price.approximate / whole)
        if ratio < 1 - tolerance { continue }
        // A price without decimals is rare, a quantity before its price the rule.
        var base = amountFit + quantityFit + fit(price, .price)
        if price.scale == 0 { base -= price.hasCurrency ? 0.1 : 0.7 }
        if price.scale > 4 { base -= 0.5 }
        if quantity.scale == 2, price.scale != 2 || quantity.hasCurrency { base -= 0.4 }
        if quantity.hasCurrency { base -= 0.8 }
        if price.hasCurrency { base += 0.2 }
        if quantity.isFactor || price.isFactor { base += 0.4 }
        if price.box.left < quantity.box.left { base -= 0.15 }
        if quantity.hasUnit { base += 0.5 }
        if price.hasUnit { base -= 0.4 }
        if mayFit(ratio) { consider(amount, quantity, price, nil, nil, base, &best) }
        for discount in discounts
        where mayFit(ratio * discount.remainder) && Self.isApart(discount, quantity)
          && Self.isApart(discount, price)
        {
          consider(amount, quantity, price, nil, discount, base + worth(ofDiscount: discount), &best)
        }
        for divisor in divisors where Self.isApart(divisor, quantity) && Self.isApart(divisor, price) {
          let ratio = ratio / divisor.approximate
          if ratio < 1 - tolerance { continue }
          let base = base + worth(ofDivisor: divisor)
          if mayFit(ratio) { consider(amount, quantity, price, divisor, nil, base, &best) }
          for discount in discounts
          where mayFit(ratio * discount.remainder) && Self.isApart(discount, quantity)
            && Self.isApart(discount, price) && Self.isApart(divisor, discount)
          {
            consider(amount, quantity, price, divisor, discount, base + worth(ofDiscount: discount), &best)
          }
        }
      }
    }
    return best
  }

  /// The numbers that may say for how many pieces a price is.
  func divisors(among candidates: [TableNumber]) -> [TableNumber] {
    var divisors = candidates.filter {
      $0.scale == 0 && !$0.isPercent
        && !$0.isRepaired
        && ($0.mantissa == 1 || $0.mantissa == 10 || $0.mantissa == 100 || $0.mantissa == 1000)
    }
    // Some print a code for the price unit: 1 apiece, 2 per hundred, 3 per thousand.
    if header?.column(.priceUnit) != nil {
      for code in candidates
      where code.scale == 0 && !code.isPercent && (code.mantissa == 2 || code.mantissa == 3) {
        guard fit(code, .priceUnit) >= 0.9 else { continue }
        var meaning = code
        meaning.mantissa = code.mantissa == 2 ? 100 : 1000
        divisors.append(meaning)
      }
    }
    return divisors
  }

  private func worth(ofDivisor divisor: TableNumber) -> Double {
    if divisor.isDivisor { return 0.6 }
    return header?.column(.priceUnit) == nil ? -0.9 : fit(divisor, .priceUnit)
  }

  private func worth(ofDiscount discount: TableNumber) -> Double {
    var worth = discount.isPercent ? 0.4 : -0.4
    if discount.rowOffset != 0 { return worth + 0.4 }
    worth += header?.column(.discount) == nil ? -0.2 : fit(discount, .discount) + 0.4
    // Beneath a heading of rates a percentage is the tax.
    if discount.isPercent, header?.column(.taxRate) != nil, header?.column(.discount) == nil { worth -= 0.6 }
    return worth
  }

  private static func isApart(_ first: TableNumber, _ second: TableNumber) -> Bool {
    // "78.52/100" holds price and price unit in one word.
    if first.isDivisor != second.isDivisor { return true }
    return !first.overlaps(second)
  }

  private static func mayBeDiscount(_ number: TableNumber) -> Bool {
    guard !number.isDivisor, !number.hasCurrency, !number.hasSplitCents, number.scale <= 2 else {
      return false
    }
    let hundred: Int64 = number.scale == 0 ? 100 : number.scale == 1 ? 1000 : 10000
    return abs(number.mantissa) < hundred && number.mantissa != 0
  }

  private func consider(
    _ amount: TableNumber, _ quantity: TableNumber, _ price: TableNumber, _ divisor: TableNumber?,
    _ discount: TableNumber?, _ base: Double, _ best: inout RowReading
  ) {
    guard let proof = Self.proof(amount, quantity, price, divisor, discount) else { return }
    var score = base
    switch proof {
    case .exact: score += 3.2
    case .near: score += 1.8
    case .trivial: score += 2
    case .none: return
    }
    if amount.hasSplitCents { score -= 0.4 }
    for number in [amount, quantity, price] where number.isRepaired { score -= 0.5 }
    if discount?.isRepaired == true { return }
    // What explains more numbers is likelier, as far as it isn't "divided by one".
    if discount != nil { score += 0.2 }
    guard score > best.score else { return }
    best = RowReading(
      amount: amount, quantity: quantity, price: price, priceUnit: divisor, discount: discount, proof: proof,
      score: score)
  }

  private static func power(_ exponent: Int) -> Int128 {
    (0..<exponent).reduce(Int128(1)) { value, _ in value * 10 }
  }

  /// Whether the numbers are small enough for an invoice, and for whole numbers to multiply.
  private static func isBillable(_ quantity: TableNumber, _ price: TableNumber) -> Bool {
    quantity.scale <= 4 && abs(quantity.mantissa) <= 1_000_000_000 && price.scale <= 6
      && abs(price.mantissa) <= 10_000_000_000
  }

  /// What the numbers multiply to in cents, rounded commercially; `nil` where that is more than an invoice bills.
  static func product(
    _ quantity: TableNumber, _ price: TableNumber, _ divisor: TableNumber?, _ discount: TableNumber?
  ) -> Int64? {
    guard Self.isBillable(quantity, price) else { return nil }
    var value = Int128(quantity.mantissa) * Int128(price.mantissa) * 100
    var whole = power(quantity.scale + price.scale) * Int128(divisor?.mantissa ?? 1)
    if let discount {
      let hundred = 100 * power(discount.scale)
      value *= hundred - Int128(abs(discount.mantissa))
      whole *= hundred
    }
    let cents = (2 * value + whole) / (2 * whole)
    return abs(cents) < 100_000_000_000 ? Int64(cents) : nil
  }

  /// Whether the numbers multiply to the amount, in whole numbers throughout.
  static func proof(
    _ amount: TableNumber, _ quantity: TableNumber, _ price: TableNumber, _ divisor: TableNumber?,
    _ discount: TableNumber?
  ) -> RowReading.Proof? {
    guard let cents = amount.cents else { return nil }
    var left = Int128(quantity.mantissa) * Int128(price.mantissa) * 100
    var right = power(quantity.scale + price.scale)
    if let divisor { right *= Int128(divisor.mantissa) }
    if let discount {
      let whole = 100 * power(discount.scale)
      left *= whole - Int128(abs(discount.mantissa))
      right *= whole
    }
    // Credit notes print the minus on one, two or all of the numbers.
    if (left < 0) != (cents < 0) { left = -left }
    let difference = abs(left - Int128(cents) * right) * 2
    if difference <= right + right / 50 {
      let isOne = abs(quantity.mantissa) == Int64(power(quantity.scale)) && divisor == nil && discount == nil
      return isOne ? .trivial : .exact
    }
    if difference <= 3 * right { return .near }
    return nil
  }
}
