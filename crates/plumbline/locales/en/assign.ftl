# plumbline assign
