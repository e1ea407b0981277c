/// What citizens of a Vietnamese city write about, in pieces.
enum Phrases {
  static let titles = [
    "Ổ gà sâu trước cổng trường", "Đèn đường không sáng", "Rác thải tồn đọng nhiều ngày", "Nắp cống bị vỡ",
    "Ngập nước sau mưa lớn", "Xe ô tô đậu trên vỉa hè", "Cây xanh nghiêng sắp đổ", "Tiếng ồn karaoke ban đêm",
    "Rò rỉ nước sạch", "Cáp viễn thông sà thấp",
  ]
  static let descriptions = [
    "Xe máy phải tránh, rất nguy hiểm khi trời tối.", "Tình trạng kéo dài hơn một tuần nay.",
    "Đề nghị cơ quan chức năng xử lý sớm.", "Người dân đã báo tổ dân phố.",
    "Trẻ em đi học ngang qua mỗi ngày.", "Mùi hôi ảnh hưởng cả khu phố.",
    "Nước chảy tràn ra lòng đường.", "Xin cảm ơn quý cơ quan.",
  ]
  static let streets = [
    "Lê Lợi", "Nguyễn Huệ", "Trần Hưng Đạo", "Điện Biên Phủ", "Cách Mạng Tháng Tám", "Võ Văn Kiệt", "Phan Xích Long",
  ]
  static let families = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi"]
  static let names = ["Văn An", "Thị Bích", "Minh Châu", "Quốc Dũng", "Thu Hà", "Hoàng Long", "Ngọc Mai", "Thanh Tùng"]
}
