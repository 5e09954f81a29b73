// Part of the Metal standard library; its content comes precompiled (../msl/all.h).
