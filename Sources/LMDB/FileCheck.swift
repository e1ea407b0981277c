enum FileCheck { static func run(directory: String, access: Environment.Access) throws(LMDBError) {} }
