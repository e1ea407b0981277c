import Foundation
import Testing

@testable import MotCham

@Suite struct MerkleProofTests {
  struct Vector: Equatable, CustomTestStringConvertible {
    var isInclusion: Bool
    var name: String
    /// The index, or the old size.
    var first: UInt64
    var size: UInt64
    var leafOrOldRoot: Digest
    var root: Digest
    var path: [Digest]
    var isProven: Bool
    var testDescription: String { name }

    /// What the functions under test say of it.
    var verdict: Bool {
      isInclusion
        ? InclusionProof(index: first, size: size, path: path).proves(leafOrOldRoot, in: root)
        : ConsistencyProof(oldSize: first, newSize: size, path: path).connects(leafOrOldRoot, to: root)
    }
  }

  /// The vectors know hashes of every length, ours have 32 bytes. In a consistency proof one of another length stands
  /// for what equals nothing but itself, as its own hash does; a leaf or a root of an inclusion proof cannot even be
  /// made of it, and is refused by being told apart from every hash there is.
  static func digest(_ text: some StringProtocol, _ place: UInt8 = 0) -> Digest {
    let bytes = [UInt8](Data(base64Encoded: String(text)) ?? Data())
    return Digest(bytes: bytes) ?? Digest(hashing: [place] + bytes)
  }

  static let vectors: [Vector] = {
    let path = City.repository + "/Tests/MotChamTests/Facts/merkle_proofs.csv"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").dropFirst(3).compactMap { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 9, let first = UInt64(fields[2]), let size = UInt64(fields[3]), let count = Int(fields[6])
      else { return nil }
      let hashes = fields[7].split(separator: ";", omittingEmptySubsequences: false).prefix(count)
      let isInclusion = fields[0] == "inclusion"
      return Vector(
        isInclusion: isInclusion, name: String(fields[1]), first: first, size: size,
        leafOrOldRoot: digest(fields[4], isInclusion ? 1 : 0), root: digest(fields[5]), path: hashes.map { digest($0) },
        isProven: fields[8] == "proven")
    }
  }()

  @Test func `the repository carries the 196 vectors, and most of them are to be refused`() {
    #expect(Self.vectors.count == 196)
    #expect(Self.vectors.count { $0.isProven } == 12)
    #expect(Self.vectors.count { $0.isInclusion } == 98)
  }

  @Test(arguments: vectors) func `a proof that others published is judged as they say`(_ vector: Vector) {
    #expect(vector.verdict == vector.isProven)
  }

  static let wholeFiles = City.repository + "/../shared/data/merkle"

  @Test(.enabled(if: FileManager.default.fileExists(atPath: wholeFiles), "the whole files are not beside the checkout"))
  func `the table says what the files say that it was made from`() throws {
    struct File: Decodable {
      var leafIdx, treeSize, size1, size2: UInt64?
      var root, leafHash, root1, root2: String?
      var proof: [String]?
      var wantErr: Bool
    }
    let names = try FileManager.default.subpathsOfDirectory(atPath: Self.wholeFiles).filter { $0.hasSuffix(".json") }
    #expect(names.count == Self.vectors.count)
    for name in names {
      let file = try JSONDecoder().decode(
        File.self, from: Data(contentsOf: URL(fileURLWithPath: Self.wholeFiles + "/" + name)))
      let vector = try #require(Self.vectors.first { $0.name + ".json" == name }, "\(name) is not in the table")
      let isInclusion = file.leafIdx != nil
      #expect(
        vector
          == Vector(
            isInclusion: isInclusion, name: vector.name, first: try #require(file.leafIdx ?? file.size1),
            size: try #require(file.treeSize ?? file.size2),
            leafOrOldRoot: Self.digest(try #require(file.leafHash ?? file.root1), isInclusion ? 1 : 0),
            root: Self.digest(try #require(file.root ?? file.root2)), path: (file.proof ?? []).map { Self.digest($0) },
            isProven: !file.wantErr))
    }
  }

  /// Roots by the definition, from all leaves.
  static func root(_ leaves: [Digest], _ range: Range<UInt64>) -> Digest {
    var frontier = MerkleFrontier()
    for leaf in leaves[Int(range.lowerBound)..<Int(range.upperBound)] { frontier.append(leaf: leaf) }
    return frontier.root
  }

  @Test func `every proof of every small tree is good, and none is good for a neighbour`() {
    let leaves = (0..<34).map { number in [UInt8(number)].withUnsafeBytes { TreeHash.leaf($0) } }
    for size in 1...UInt64(leaves.count) {
      let root = Self.root(leaves, 0..<size)
      for index in 0..<size {
        let path = TreeRanges.siblings(of: index, size: size).map { Self.root(leaves, $0) }
        let proof = InclusionProof(index: index, size: size, path: path)
        #expect(proof.proves(leaves[Int(index)], in: root))
        #expect(!proof.proves(leaves[Int(index)], in: TreeHash.empty))
        #expect(!proof.proves(TreeHash.empty, in: root))
        for other in 0..<size where other != index {
          #expect(!InclusionProof(index: other, size: size, path: path).proves(leaves[Int(index)], in: root))
        }
        for at in path.indices {
          var bent = proof
          bent.path[at].low ^= 1
          #expect(!bent.proves(leaves[Int(index)], in: root))
          bent.path.remove(at: at)
          #expect(!bent.proves(leaves[Int(index)], in: root))
        }
      }
      for oldSize in 1...size {
        let oldRoot = Self.root(leaves, 0..<oldSize)
        let path = TreeRanges.connecting(oldSize, size).map { Self.root(leaves, $0) }
        let proof = ConsistencyProof(oldSize: oldSize, newSize: size, path: path)
        #expect(proof.connects(oldRoot, to: root))
        #expect(!proof.connects(TreeHash.empty, to: root))
        #expect(!proof.connects(oldRoot, to: TreeHash.empty))
        for other in 1...size where other != oldSize {
          #expect(!ConsistencyProof(oldSize: other, newSize: size, path: path).connects(oldRoot, to: root))
        }
        for at in path.indices {
          var bent = proof
          bent.path[at].high ^= 1
          #expect(!bent.connects(oldRoot, to: root))
          bent.path.remove(at: at)
          #expect(!bent.connects(oldRoot, to: root))
        }
      }
    }
  }
}
