/// By what the cases of a period are told apart.
public enum FigureDimension: String, CaseIterable, Sendable {
  /// cơ quan: who is in charge.
  case agency
  /// lĩnh vực
  case category
  /// kênh tiếp nhận: each channel that a report came through counts it; the total counts it once.
  case channel
  /// phường, xã, đặc khu
  case ward
  /// loại
  case kind
  /// mức độ
  case level
}

/// What figures are asked for: what became of the cases that were reported within a period.
public struct FigureQuestion: Hashable, Sendable {
  public var dimension: FigureDimension
  public var period: FigurePeriod
  /// Wards and agencies of the case's own time, or those that carry them on today.
  public var view: LineageView

  public init(by dimension: FigureDimension, during period: FigurePeriod, _ view: LineageView = .asWas) {
    self.dimension = dimension
    self.period = period
    self.view = view
  }
}
