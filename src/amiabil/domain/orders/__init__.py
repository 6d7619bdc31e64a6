"""What is an order, as the marketplace's own systems tell it, and how is it read and written?"""
