import Vocabulary

print("pathproof: \(allCauses.count) causes")
